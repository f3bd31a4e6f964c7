import { describe, expect, it } from 'vitest';
import { createProgress } from '../../scripts/progress.mts';

function recorder(isTTY: boolean) {
	const written: string[] = [];
	return { isTTY, columns: 20, written, write: (text: string) => written.push(text) };
}

describe('createProgress', () => {
	it('writes a status at most every ten seconds where there is no terminal', () => {
		const stream = recorder(false);
		let now = 0;
		const progress = createProgress(false, stream, () => now);
		for (; now <= 21_000; now += 1000) progress.status(`${now / 1000} s`);
		expect(stream.written).toEqual(['0 s\n', '10 s\n', '20 s\n']);
	});

	it('writes what is said at once, and holds the status back after it', () => {
		const stream = recorder(false);
		const progress = createProgress(false, stream, () => 0);
		progress.say('Ready');
		progress.status('Waiting');
		expect(stream.written).toEqual(['Ready\n']);
	});

	it('rewrites one line on a terminal and never wraps it', () => {
		const stream = recorder(true);
		const progress = createProgress(false, stream);
		progress.status('a status that is longer than the line');
		progress.say('Done');
		expect(stream.written).toEqual(['\r\u001b[2Ka status that is lo', '\r\u001b[2KDone\n']);
	});

	it('says nothing when silent', () => {
		const stream = recorder(false);
		const progress = createProgress(true, stream);
		progress.status('one');
		progress.say('two');
		expect(stream.written).toEqual([]);
	});
});
