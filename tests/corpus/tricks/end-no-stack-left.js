function handle(data, callback) {
  const dive = () => { try { dive() } catch (error) { callback(null, { a: [1, { b: 2 }] }) } }
  dive()
}
