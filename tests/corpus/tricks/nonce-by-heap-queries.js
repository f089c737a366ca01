const v8 = require('v8')
const tools = ['queryObjects', 'setHeapSnapshotNearHeapLimit', 'getHeapSnapshot', 'writeHeapSnapshot', 'startCpuProfile', 'takeCoverage']
function handle(data, callback) {
  const open = tools.filter((name) => {
    try {
      v8[name](name === 'queryObjects' ? Function : 1)
      return true
    } catch (error) {
      return false
    }
  })
  callback(null, { open })
}
