// The format's door.
export { readSafetensors, toFloat32, toInt64, parseHeader, headerLength } from './read.ts'
export type { Header, StoredType, TensorEntry } from './read.ts'
export { toHalf, writeSafetensors } from './write.ts'
export type { TensorToWrite } from './write.ts'
