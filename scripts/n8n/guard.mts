// Runs a program beside itself in a group of their own, and ends both when whoever started them is gone, however that happened.
import { spawn } from 'node:child_process';

const starter = process.ppid;
const child = spawn(process.execPath, process.argv.slice(2), { stdio: 'inherit' });
child.on('exit', (code) => process.exit(code ?? 1));

// The whole group gets it; this one stays until the program has put its things in order.
process.on('SIGTERM', () => {});

setInterval(() => {
	if (process.ppid !== starter) process.kill(-process.pid, 'SIGKILL');
}, 500);
