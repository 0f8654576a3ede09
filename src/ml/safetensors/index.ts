// The format's door.
export { readSafetensors, toFloat32, toInt64, parseHeader, headerLength } from './read.ts'
export type { Header, StoredType, TensorEntry } from './read.ts'
export { toHalf } from '../half.ts'
export { safetensorsChunks, writeSafetensors } from './write.ts'
export type { TensorToCome, TensorToWrite } from './write.ts'
