exports.handler = async () => 'packaged';
