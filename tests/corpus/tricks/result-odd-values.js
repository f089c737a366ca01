function handle(data, callback) {
  const holes = [1, , 3]
  callback(null, { holes, boxed: [new Number(1), new String('s'), new Boolean(false)], '~/': undefined, [Symbol('s')]: 1, minus: -0, infinite: -Infinity, later: Promise.resolve(1), bytes: Buffer.from('a') })
}
