// The words of other programs, those that use her voices and those she writes with, in English.
import type { MessageTable } from '../messages.ts'

export const programs = {
  serveTitle: 'Your voices, for other programs', serve: 'Let other writing programs on this machine use your voices',
  serveHint: 'For programs that can write with OpenAI’s completions. Only this machine can reach it, and only with the key. Off until you turn it on.',
  address: 'Address', key: 'Key', keyOnce: 'Shown this once: copy it into the other program now.', keyKept: 'The key you were given still opens. It cannot be shown again.',
  renew: 'Make a new key', renewHint: 'The key given before opens no longer.', renewed: 'A new key was made: the one before opens no longer.', copyAddress: 'Copy the address', copyKey: 'Copy the key', copied: 'Copied',
  otherTitle: 'Write with another program’s model', other: 'Let a model of another program speak', otherHint: 'For llama.cpp, Ollama, vLLM and others that speak as OpenAI does. Off until you turn it on.',
  addressHint: 'Where that program listens, as it says itself.', leavesHere: 'Your text around the cursor, and what you told the muse of the book, goes to the program at {host}. It is on this machine; what it does with them is its affair.',
  leaves: 'Mind: this is not your machine. Your text around the cursor, and what you told the muse of the book, leaves it for {host} at every suggestion, also those that come by themselves.',
  leavesPlain: 'Mind: this is not your machine, and the line is not encrypted. Your text around the cursor, what you told the muse of the book, and the key leave it for {host} at every suggestion, also those that come by themselves.',
  keyGiven: 'A key is kept for this address. Another one takes its place.', 'keyKept-keychain': 'Only if that program wants one. Kept in the system’s keychain.', 'keyKept-file': 'Only if that program wants one. Kept in a file that nobody else may read.',
  keepKey: 'Keep the key', forgetKey: 'Forget it', model: 'Its model', chooseModel: 'None yet', lookModels: 'Look for its models', window: '{count} tokens', modelName: 'Name of the model', modelNameHint: 'For a program that does not list its models.',
  context: 'Tokens it reads at most', contextHint: 'At most its window. Where that program does not count its tokens, Aurore estimates them, generously.', try: 'Try it', asking: 'Asking…', tried: 'Written by {model} in {seconds} s. Nothing of yours was sent for this.',
  speaks: '{name} (another program)', speaksHere: 'Suggestions come from the program at {host}: the text around your cursor is sent there.', nothingLeavesBut: 'Nothing you write leaves this machine, except what you have the model at {host} go on from.',
  'is-llama.cpp': 'This is llama.cpp.', 'is-ollama': 'This is Ollama.', 'is-vllm': 'This is vLLM.', 'is-aurore': 'This is another Aurore.', 'is-other': 'This program speaks as OpenAI’s does.',
  counts: 'It counts its tokens itself.', estimates: 'Its tokens are estimated.', fills: 'It is shown the text behind the cursor.', forward: 'It only reads forward, not the text behind the cursor.', chats: 'It only chats: it is told to go on from your text.',
  copy: 'Copy', port: 'Port', portHint: 'Another number, should a program here hold this one already.'
} as const satisfies MessageTable
