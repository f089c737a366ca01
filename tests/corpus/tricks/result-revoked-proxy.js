function handle(data, callback) {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  callback(null, { proxy })
}
