// The words of the settings, in English.
import type { MessageTable } from '../messages.ts'

export const settings = {
  title: 'Settings', appearance: 'Appearance', language: 'Language of the interface', french: 'Français', english: 'English',
  theme: 'Light', system: 'As the system', paper: 'Paper', sepia: 'Sepia', night: 'Night', fontSize: 'Size of the text', pixels: '{count} px',
  specimen: 'The lamp was lit before she came in, and nobody would say by whom.',
  suggestions: 'Suggestions', ghostText: 'Suggest while I rest', ghostTextHint: 'Off: suggestions come only when you ask, with Ctrl+Space.',
  ghostDelay: 'After a rest of', ghostLength: 'At most', tokens: { one: '{count} token', other: '{count} tokens' },
  about: 'About', version: 'Version', folder: 'Data folder', engine: 'Engine', node: 'Node', shell: 'Opened in', desktop: 'a desktop window',
  browser: 'a browser', command: 'the command line',
  devices: 'What can compute here', cpu: 'Processor', webgpu: 'Graphics card (WebGPU)', dml: 'Graphics card (DirectML)', coreml: 'Apple’s processors (Core ML)', cuda: 'NVIDIA card (CUDA)', present: 'available', absent: 'not available',
  nothingLeaves: 'Nothing you write leaves this machine.', looking: 'Looking…'
} as const satisfies MessageTable
