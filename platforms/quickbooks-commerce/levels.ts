import { asText } from '../../http/answer';
import { bySku, type LevelSource } from '../levelSource';
import { ACTIVE_OR_NOT } from './listings';
import { changedAt, inOrderOfChange } from './query';
import { toReading } from './readings';

export const levels: LevelSource = {
	// For clocks that differ; the times of changes are whole seconds.
	changesOverlapMs: 5 * 60_000,

	async page(call, { since, from }) {
		const { rows, next } = await inOrderOfChange(call, 'Item', ACTIVE_OR_NOT, { since, from });
		const readings = rows
			.filter(({ Sku }) => asText(Sku) !== '')
			.map((item) => {
				const reading = toReading(item);
				const occurredAt = changedAt(item);
				const facts = [item.Id, occurredAt, reading.quantity, reading.available];
				return { ...reading, occurredAt, key: facts.map(asText).join('|') };
			});
		return { readings: bySku(readings), ...(next ? { next } : {}) };
	},
};
