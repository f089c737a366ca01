function handle(data, callback) {
  for (let i = 0; i < 1500; i += 1) console.log('line ' + i)
  for (;;);
}
