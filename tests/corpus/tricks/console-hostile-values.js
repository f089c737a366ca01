function handle(data, callback) {
  console.log(new Proxy({}, { get() { throw new Error('trap') }, ownKeys() { throw new Error('trap') } }), Symbol('s'), 10n, -0, null, undefined)
  console.log({ get trap() { throw new Error('trap') } }, class A {}, [ , 1])
  callback(null, { fine: true })
}
