exports.handle = async (data) => ({ from: 'exports.handle' })
