import { report } from 'process'
export function handle() {
  return { report: typeof report }
}
