import { fstatSync, writeSync, openSync, closeSync, promises } from 'fs'

export async function handle() {
  const reached = []
  for (let fd = 3; fd < 40; fd += 1) {
    for (const call of [fstatSync, closeSync, () => writeSync(fd, 'x')]) {
      try {
        call(fd)
        reached.push(fd)
      } catch (error) {
        if (error.code !== 'ERR_ACCESS_DENIED') reached.push(String(error))
      }
    }
  }
  const own = openSync('/dev/null')
  closeSync(own)
  const again = await promises.open('/dev/null').catch((error) => error.code)
  return { reached, again }
}
