// Makes the WebGPU provider find a software adapter where there is no GPU: Debian's chromium brings SwiftShader. Slow, but exact.
import { existsSync } from 'node:fs'

const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json'

/** Must be called before the first WebGPU session of the process. A real Vulkan driver, where one is set, is left alone. */
export function useSoftwareAdapter(): void {
  if (process.env['VK_ICD_FILENAMES'] === undefined && existsSync(swiftShader)) process.env['VK_ICD_FILENAMES'] = swiftShader
  process.env['XDG_RUNTIME_DIR'] ??= '/tmp'
}
