import type { IPollFunctions } from 'n8n-workflow';

import { NoRows, UnreadableBody } from '../../../events/records';
import { asText } from '../../../http/answer';
import { feedAddress, fetchFeed, type FeedLogin } from '../../../http/feed';
import { ChannelProblem, rethrow } from '../../../http/problem';
import { readRows } from '../../stockNews/rows';
import { digestOf } from '../settings';
import type { Page, Reader } from './reader';

/** A stock list at an address: one page, foreign rows. */
export function feedReader(context: IPollFunctions): Reader {
	const text = (name: string): string => asText(context.getNodeParameter(name, ''));
	const url = text('feedUrl');
	const { href, host } = feedAddress(url);
	const fields = ['skuField', 'quantityField', 'statusField'].map(text);
	return {
		of: digestOf(['feed', href, ...fields]),
		async page({ version }) {
			const login = text('authentication') as FeedLogin;
			const answer = await fetchFeed(context, { url, login, mark: version });
			if (!answer.changed) return { readings: [], unchanged: true, version };
			return { ...rowsOf(context, answer.body, host), version: answer.mark };
		},
	};
}

function rowsOf(
	context: IPollFunctions,
	body: Buffer,
	host: string,
): Pick<Page, 'readings' | 'bad'> {
	try {
		// Servers name all kinds of types for a file: what is in it tells.
		const { readings, bad } = readRows(context, body, '', 'sum');
		return { readings: readings.map(unsure), bad };
	} catch (error) {
		if (!(error instanceof UnreadableBody)) return rethrow(error);
		// For the guard against short readings to judge, like a file with few rows.
		if (error instanceof NoRows || isBlank(body)) return { readings: [], bad: [] };
		throw unreadable(host, error.message);
	}
}

const isBlank = (body: Buffer): boolean => body.toString('latin1').trim() === '';

/** A list tells how things are and not what happened: an id or time in it names the export, not the stock-out. */
function unsure<T extends object>(reading: T): T & { keyIsGuessed: true } {
	return { ...reading, keyIsGuessed: true };
}

const unreadable = (host: string, reason: string): ChannelProblem =>
	new ChannelProblem({
		kind: 'invalid',
		message: `The file of ${host} cannot be read. ${reason}`,
		nextStep:
			"Open 'Feed URL' in a browser: if the file is right, set 'Format' and 'List Field' in the options of the node.",
	});
