const vscode = require('vscode');

/** Shows in an item of its own what another extension can read. */
exports.activate = async (context) => {
  const tickmark = await vscode.extensions.getExtension('tickmark.tickmark').activate();
  const item = vscode.window.createStatusBarItem('task', vscode.StatusBarAlignment.Right, 1000);
  const show = (task) => {
    item.text = `reader ${tickmark.version}: ${task === null ? 'none' : `${task.key} ${task.branch}`}`;
    item.show();
  };
  show(await tickmark.getCurrentTask());
  context.subscriptions.push(item, tickmark.onDidChangeTask(show));
};
