function handle(data, callback) {
  const codes = []
  for (const report of [process.report, require('process').report]) {
    report.directory = '/tmp'
    report.reportOnFatalError = true
    for (const name of ['getReport', 'writeReport']) {
      try {
        report[name]()
        codes.push('it wrote')
      } catch (error) {
        codes.push(error.code)
      }
    }
  }
  callback(null, { codes: codes.join(' ') })
}
