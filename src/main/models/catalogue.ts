// The models that Aurore knows by name: facts from their authors' pages, and the shapes from which their needs are worked out. Knows no network.
import type { CatalogueEntry } from '#shared/contract/models.ts'

/** `shape`: as much of the model's config.json as decides its size. `bytes`: of its weights, as its page states them; a download lists the true ones. */
export type Known = Omit<CatalogueEntry, 'page' | 'modelId'> & { readonly shape: Readonly<Record<string, unknown>> }

const llama = { model_type: 'llama', hidden_act: 'silu', rms_norm_eps: 1e-5, tie_word_embeddings: true }

export const catalogue: readonly Known[] = [
  {
    repo: 'HuggingFaceTB/SmolLM2-135M', revision: 'main', name: 'SmolLM2 135M', parameters: 134_515_008, bytes: 269e6, licence: 'apache-2.0', languages: ['en'], gated: false,
    goodFor: {
      en: 'English on a modest computer: quick, and far better read than the built-in model.',
      fr: 'L’anglais sur un ordinateur modeste : rapide, et bien plus instruit que le modèle fourni.'
    },
    shape: { ...llama, hidden_size: 576, intermediate_size: 1536, num_hidden_layers: 30, num_attention_heads: 9, num_key_value_heads: 3, vocab_size: 49_152, max_position_embeddings: 8192 }
  },
  {
    repo: 'HuggingFaceTB/SmolLM2-360M', revision: 'main', name: 'SmolLM2 360M', parameters: 361_821_120, bytes: 724e6, licence: 'apache-2.0', languages: ['en'], gated: false,
    goodFor: {
      en: 'English with a longer breath than its smaller sister, and nearly three times her weight.',
      fr: 'L’anglais, avec plus de souffle que sa petite sœur, et près de trois fois son poids.'
    },
    shape: { ...llama, hidden_size: 960, intermediate_size: 2560, num_hidden_layers: 32, num_attention_heads: 15, num_key_value_heads: 5, vocab_size: 49_152, max_position_embeddings: 8192 }
  },
  {
    repo: 'benjamin/gpt2-wechsel-french', revision: 'main', name: 'GPT-2 WECHSEL French', parameters: 124_439_808, bytes: 665e6, licence: 'mit', languages: ['fr'], gated: false,
    goodFor: {
      en: 'French on a modest computer: a small model carried over from English to French.',
      fr: 'Le français sur un ordinateur modeste : un petit modèle transposé de l’anglais au français.'
    },
    shape: { model_type: 'gpt2', n_embd: 768, n_head: 12, n_layer: 12, n_positions: 1024, vocab_size: 50_257 }
  },
  {
    repo: 'croissantllm/CroissantLLMBase', revision: 'refs/pr/6', name: 'CroissantLLM Base', parameters: 1_345_423_360, bytes: 5_377e6, licence: 'mit', languages: ['fr', 'en'], gated: false,
    goodFor: {
      en: 'French and English alike, half of each in what it read; for a computer with much memory.',
      fr: 'Le français et l’anglais à parts égales dans ses lectures ; pour un ordinateur qui a beaucoup de mémoire.'
    },
    shape: { ...llama, tie_word_embeddings: false, hidden_size: 2048, intermediate_size: 5504, num_hidden_layers: 24, num_attention_heads: 16, num_key_value_heads: 16, vocab_size: 32_000, max_position_embeddings: 2048 }
  },
  {
    repo: 'Qwen/Qwen3-0.6B-Base', revision: 'main', name: 'Qwen3 0.6B Base', parameters: 596_049_920, bytes: 1_190e6, licence: 'apache-2.0', languages: [], gated: false,
    goodFor: {
      en: 'Many languages, French and English among them; widely read for its size.',
      fr: 'De nombreuses langues, dont le français et l’anglais ; de vastes lectures pour sa taille.'
    },
    shape: {
      model_type: 'qwen3', hidden_act: 'silu', rms_norm_eps: 1e-6, tie_word_embeddings: true, hidden_size: 1024, intermediate_size: 3072, num_hidden_layers: 28,
      num_attention_heads: 16, num_key_value_heads: 8, head_dim: 128, vocab_size: 151_936, max_position_embeddings: 32_768
    }
  },
  {
    repo: 'google/gemma-3-270m', revision: 'main', name: 'Gemma 3 270M', parameters: 268_098_176, bytes: 536e6, licence: 'gemma', languages: [], gated: true,
    goodFor: {
      en: 'Many languages in a small model that was made to be taught; its licence must be accepted first.',
      fr: 'De nombreuses langues dans un petit modèle fait pour apprendre ; il faut d’abord accepter sa licence.'
    },
    shape: {
      model_type: 'gemma3_text', hidden_size: 640, intermediate_size: 2048, num_hidden_layers: 18, num_attention_heads: 4, num_key_value_heads: 1, head_dim: 256,
      vocab_size: 262_144, max_position_embeddings: 32_768, sliding_window: 512
    }
  },
  {
    repo: 'meta-llama/Llama-3.2-1B', revision: 'main', name: 'Llama 3.2 1B', parameters: 1_235_814_400, bytes: 2_470e6, licence: 'llama3.2', languages: ['en', 'de', 'fr', 'it', 'pt', 'hi', 'es', 'th'], gated: true,
    goodFor: {
      en: 'Eight languages, French and English among them, for a strong computer; its licence must be accepted first.',
      fr: 'Huit langues, dont le français et l’anglais, pour un ordinateur puissant ; il faut d’abord accepter sa licence.'
    },
    shape: {
      ...llama, hidden_size: 2048, intermediate_size: 8192, num_hidden_layers: 16, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 64,
      vocab_size: 128_256, max_position_embeddings: 131_072
    }
  }
]

export const knownModel = (repo: string): Known | undefined => catalogue.find((known) => known.repo.toLowerCase() === repo.toLowerCase())
