// The card of an exported voice: a README.md with the front matter that Hugging Face reads. In English, as cards are. Knows no file.

export interface CardFacts {
  readonly name: string
  /** The base model's name and licence; '' where its card says none. */
  readonly base: string
  readonly licence: string
  readonly languages: readonly string[]
  /** How the voice was learned, in a few words. */
  readonly method: string
}

export type Library = 'peft' | 'transformers' | 'transformers.js'

const uses: Readonly<Record<Library, (facts: CardFacts) => string>> = {
  peft: ({ base }) => `This folder holds only what was learned: a low-rank adapter in PEFT's layout. It needs its base model, ${base}.

\`\`\`python
from peft import PeftModel
from transformers import AutoModelForCausalLM

base = AutoModelForCausalLM.from_pretrained("the folder of ${base}")
voice = PeftModel.from_pretrained(base, "this folder")
\`\`\``,
  transformers: () => `This folder holds the whole model, with what was learned folded into its weights.

\`\`\`python
from transformers import AutoModelForCausalLM, AutoTokenizer

voice = AutoModelForCausalLM.from_pretrained("this folder")
tokenizer = AutoTokenizer.from_pretrained("this folder")
\`\`\``,
  'transformers.js': () => `This folder holds the whole model as an ONNX graph with a key and value cache, under the names that Optimum gives its inputs and outputs.

\`\`\`js
import { AutoModelForCausalLM, AutoTokenizer } from '@huggingface/transformers'

const voice = await AutoModelForCausalLM.from_pretrained('this folder', { dtype: 'fp32', local_files_only: true })
const tokenizer = await AutoTokenizer.from_pretrained('this folder', { local_files_only: true })
\`\`\``
}

const quoted = (text: string): string => JSON.stringify(text)

function frontMatter(facts: CardFacts, library: Library): string {
  const lines = [
    `model_name: ${quoted(facts.name)}`,
    ...(facts.licence === '' ? [] : [`license: ${facts.licence}`]),
    ...(facts.languages.length === 0 ? [] : [`language: [${facts.languages.join(', ')}]`]),
    `library_name: ${library}`, 'pipeline_tag: text-generation', 'tags: [fiction, aurore]'
  ]
  return `---\n${lines.join('\n')}\n---\n`
}

export function voiceCard(facts: CardFacts, library: Library): string {
  const licence = facts.licence === '' ? 'The base model states no licence.' : `The base model's licence is ${facts.licence}.`
  return `${frontMatter(facts, library)}# ${facts.name}

A voice learned with Aurore from its author's own books (${facts.method}), over the base model ${facts.base}.

${uses[library](facts)}

## Before it is shared

A voice is made of its author's prose and can repeat passages of it: it is hers to give. ${licence}
`
}
