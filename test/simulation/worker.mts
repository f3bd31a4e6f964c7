// One of the processes of workers.mts.
import { simulate } from './simulate.mts';
import type { Share } from './workers.mts';

process.on('message', (share: Share) => {
	void simulate(share).then((report) => process.send?.(report));
});
