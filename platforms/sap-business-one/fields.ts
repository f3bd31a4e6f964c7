import { asText } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { ChannelProblem } from '../../http/problem';
import type { ChannelOptions } from '../platform';

/** What the Service Layer takes for a property name; anything else would become a piece of the query. */
const NAME = /^[A-Za-z_]\w*$/;

/** The field of an item that holds the SKU. */
export const skuField = ({ skuField: chosen }: ChannelOptions): string =>
	fieldName(chosen) || 'ItemCode';

/** The user-defined field that a shop connector reads, where that is what takes an item off sale. */
export function userField({ offBy, userField: chosen }: ChannelOptions): string | undefined {
	return offBy === 'userField' ? fieldName(chosen) || undefined : undefined;
}

/** What stands in the user-defined field of an item that is off sale. */
export const offValue = ({ offValue: typed }: ChannelOptions): string => asText(typed) || 'N';

/** @throws ChannelProblem `invalid` */
export function fieldName(chosen: unknown): string {
	const name = asText(chosen).trim();
	if (name === '' || NAME.test(name)) return name;
	throw new ChannelProblem({
		kind: 'invalid',
		message: `'${name}' is not the name of a field of the item.`,
		nextStep:
			"Choose the field from the list in the SAP Business One options, or enter a name like 'U_WebVisible'.",
	});
}

/** A text inside quotes of OData: a quote in it is doubled. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The address of one entity; the quotes around its key stay as they are (sheet, section 1). */
export const entity = (set: string, key: string): string =>
	`/${set}(${strictEncode(quoted(key)).replaceAll('%27', "'")})`;
