// The format's door.
export { isWholeBlocks, type TensorType, type WrittenType } from './blocks.ts'
export { readGguf, tensorFloats, type Gguf, type GgufTensor } from './read.ts'
export { bool, boolAt, float32, float32s, int32s, numberAt, numbersAt, string, stringAt, strings, stringsAt, uint32, type Metadata, type MetaValue } from './values.ts'
export { ggufChunks, ggufLength, writeGguf, type GgufToWrite, type TensorToCome } from './write.ts'
