import * as v8 from 'v8'
export function handle() {
  return v8.getHeapSnapshot()
}
