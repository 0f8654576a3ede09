// Another program's models as a base for writing: an address that speaks OpenAI's completions, as llama.cpp, Ollama and vLLM do.
import { z } from 'zod'
import { procedure } from './base.ts'

/** What she chose. `context`: tokens that are sent at most, with room for the answer. */
export const Endpoint = z.object({
  on: z.boolean().default(false), address: z.string().max(500).default(''), model: z.string().max(300).default(''), context: z.number().int().min(256).max(200_000).default(4096)
})
export type Endpoint = z.infer<typeof Endpoint>

/** Whether there is a key for the address that is set, never the key itself; `keeps`: where one that is given now would be kept. */
export const EndpointKey = z.object({ given: z.boolean(), keeps: z.enum(['keychain', 'file']) })
export type EndpointKey = z.infer<typeof EndpointKey>

/** `context`: tokens of its window, where it tells. */
export const EndpointModel = z.object({ id: z.string(), context: z.number().int().nullable() })
export type EndpointModel = z.infer<typeof EndpointModel>

/** Who answers there, as far as it can be told; other: something that speaks as OpenAI does. */
export const EndpointProgram = z.enum(['llama.cpp', 'ollama', 'vllm', 'aurore', 'other'])
export type EndpointProgram = z.infer<typeof EndpointProgram>

/** What a model there can do. `window`: tokens it reads, where it tells; `counts`: it counts its tokens for us, else they are estimated; `fills`: it is shown the text behind the cursor; `chats`: it goes on from no text by itself, and is told to in words; `bans`: single words can be kept away from it, else it is asked again. */
export const EndpointPeer = z.object({ program: EndpointProgram, window: z.number().int().nullable(), counts: z.boolean(), fills: z.boolean(), chats: z.boolean(), bans: z.boolean() })
export type EndpointPeer = z.infer<typeof EndpointPeer>

export const EndpointTrial = z.object({ model: z.string(), text: z.string(), seconds: z.number(), peer: EndpointPeer })
export type EndpointTrial = z.infer<typeof EndpointTrial>

export const endpoint = {
  key: procedure.output(EndpointKey),
  /** Kept for the address that is set: another address never gets it. Null: forgotten. */
  setKey: procedure.input(z.object({ key: z.string().trim().min(1).max(500).regex(/^[\x21-\x7e]+$/).nullable() })).output(EndpointKey),
  /** What the program there offers; asks it, and sends nothing else. */
  models: procedure.output(z.array(EndpointModel)),
  /** What the model that is set can do there; asks it, and sends nothing else. */
  peer: procedure.output(EndpointPeer),
  /** A few words from it, written on from a sentence of Aurore's own; nothing of hers is sent. */
  try: procedure.output(EndpointTrial)
}
