import { setPriority } from 'os'
export function handle() {
  setPriority(0, 5)
}
