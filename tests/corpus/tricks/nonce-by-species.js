const Inner = Buffer[Symbol.species]
const caught = []
class Listening extends Uint8Array {
  constructor(...given) {
    super(...given)
    caught.push(this)
  }
}
function handle(data, callback) {
  const real = Object.getPrototypeOf(Inner)
  Object.setPrototypeOf(Inner, Listening)
  console.log('x'.repeat(50000))
  Object.setPrototypeOf(Inner, real)
  const said = caught.map((bytes) => String.fromCharCode(...Array.prototype.slice.call(bytes, 0, 200)))
  callback(said.some((text) => /[0-9a-f]{32}/.test(text)) ? null : new Error('found nothing'), { said })
}
