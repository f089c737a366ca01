function handle(data, callback) {
  callback(null, { big: { toJSON: () => 1e999 }, text: { toJSON: () => '1e999' }, raw: JSON.rawJSON ? JSON.rawJSON('1e999') : null })
}
