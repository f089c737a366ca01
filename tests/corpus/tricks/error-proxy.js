function handle(data, callback) {
  throw new Proxy(new Error('inner'), { get() { throw new Error('trap') }, getPrototypeOf() { throw new Error('trap') } })
}
