// Every operator the engine writes. A new one: a name here, a function beside, a rule in gradients.ts; the compiler asks for the last.

export type OpName =
  | 'Add' | 'Sub' | 'Mul' | 'Div' | 'Neg' | 'Exp' | 'Log' | 'Sqrt' | 'Reciprocal' | 'Tanh' | 'Sigmoid' | 'Erf' | 'Relu' | 'Cos' | 'Sin' | 'Floor'
  | 'LessOrEqual' | 'Greater' | 'Equal' | 'Where' | 'Cast'
  | 'Reshape' | 'Transpose' | 'Expand' | 'Concat' | 'Split' | 'Slice' | 'Squeeze' | 'CumSum' | 'ReverseSequence' | 'Range' | 'ConstantOfShape'
  | 'Gather' | 'ScatterND' | 'GatherElements' | 'ScatterElements'
  | 'ReduceSum' | 'ReduceMean' | 'ReduceSumSquare' | 'TopK'
  | 'Gemm' | 'MatMul' | 'Softmax' | 'LogSoftmax' | 'LayerNormalization' | 'SimplifiedLayerNormalization'
  | 'Scan'
