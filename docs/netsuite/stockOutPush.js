/**
 * Tells n8n (Stock-Out Trigger) at once when a saved transaction moves stock or changes a purchase order.
 * How to install it: install.md beside this file.
 *
 * @NApiVersion 2.1
 * @NScriptType UserEventScript
 * @NModuleScope SameAccount
 */
define(['N/crypto', 'N/encode', 'N/https', 'N/log', 'N/query', 'N/runtime'], (
	crypto,
	encode,
	https,
	log,
	query,
	runtime,
) => {
	/** Lists of lines that name items: of most transactions, of adjustments and transfers, of assembly builds. */
	const SUBLISTS = ['item', 'inventory', 'component'];
	/** Items in one question; NetSuite takes no more. */
	const MOST_ITEMS = 1000;

	/** Whatever goes wrong here must never keep a person from saving. */
	function afterSubmit(context) {
		try {
			const news = collect(context);
			if (news.items.length > 0 || news.purchaseOrderLines.length > 0) send(context, news);
		} catch (error) {
			log.error({ title: 'Stock-Out push', details: error });
		}
	}

	function collect(context) {
		const record = context.newRecord;
		if (/item$/.test(record.type)) return { items: switchedItem(context), purchaseOrderLines: [] };
		const orders =
			record.type === 'purchaseorder'
				? [record.id]
				: record.type === 'itemreceipt'
					? [record.getValue({ fieldId: 'createdfrom' })]
					: [];
		return {
			// An order to a supplier moves nothing until it is received.
			items: record.type === 'purchaseorder' ? [] : stockOf(itemsOf(context)),
			purchaseOrderLines: linesOf(orders.filter(Boolean)),
		};
	}

	/** Ids of all items on the lines, also of lines that were taken out. */
	function itemsOf({ newRecord, oldRecord }) {
		const found = new Set();
		for (const record of [newRecord, oldRecord].filter(Boolean)) {
			// What an assembly build makes stands above its lines.
			found.add(Number(record.getValue({ fieldId: 'item' })));
			for (const sublistId of SUBLISTS)
				for (let line = 0; line < record.getLineCount({ sublistId }); line++)
					found.add(Number(record.getSublistValue({ sublistId, fieldId: 'item', line })));
		}
		return [...found].filter((id) => id > 0);
	}

	/** An item of which somebody switched the display or the whole item on or off; no other edit is news. */
	function switchedItem({ newRecord, oldRecord }) {
		if (!oldRecord || !newRecord.id) return [];
		// A quick edit in a list brings only the fields that it changes.
		const valueOf = (fieldId) => {
			const given = newRecord.getValue({ fieldId });
			return given === undefined || given === null || given === ''
				? oldRecord.getValue({ fieldId })
				: given;
		};
		const isOn = (value) => value === true || value === 'T';
		const changed = ['isonline', 'isinactive'].some(
			(fieldId) => isOn(valueOf(fieldId)) !== isOn(oldRecord.getValue({ fieldId })),
		);
		if (!changed) return [];
		const [stock] = stockOf([Number(newRecord.id)]);
		return [
			{
				id: String(newRecord.id),
				sku: valueOf('itemid'),
				title: valueOf('displayname'),
				locations: stock ? stock.locations : [],
				online: isOn(valueOf('isonline')),
				inactive: isOn(valueOf('isinactive')),
			},
		];
	}

	/** Items with what is available at each location; items without stock of their own are left out. */
	function stockOf(ids) {
		const items = new Map();
		for (let start = 0; start < ids.length; start += MOST_ITEMS) {
			const rows = ask(
				`SELECT i.id, i.itemid, i.displayname, l.location, l.quantityavailable
 FROM item i JOIN aggregateitemlocation l ON l.item = i.id
 WHERE i.id IN (${ids.slice(start, start + MOST_ITEMS).join(',')}) ORDER BY i.id, l.location`,
			);
			for (const row of rows) {
				const id = String(row.id);
				const item = items.get(id) || {
					id,
					sku: row.itemid,
					title: row.displayname,
					locations: [],
				};
				item.locations.push({
					id: String(row.location),
					available: Number(row.quantityavailable) || 0,
				});
				items.set(id, item);
			}
		}
		return [...items.values()];
	}

	function linesOf(orders) {
		if (orders.length === 0) return [];
		return ask(
			`SELECT t.id, t.tranid, t.status, BUILTIN.DF(t.status) AS statusname, t.entity, BUILTIN.DF(t.entity) AS vendorname,
 TO_CHAR(t.duedate,'YYYY-MM-DD') AS duedate, tl.id AS lineid, i.itemid, i.displayname, tl.quantity,
 NVL(tl.quantityshiprecv,0) AS received, TO_CHAR(tl.expectedreceiptdate,'YYYY-MM-DD') AS expected, tl.isclosed,
 BUILTIN.DF(tl.location) AS warehouse
 FROM transaction t JOIN transactionline tl ON tl.transaction = t.id JOIN item i ON i.id = tl.item
 WHERE t.type = 'PurchOrd' AND tl.mainline = 'F' AND tl.taxline = 'F' AND t.id IN (${orders.map(Number).join(',')})
 ORDER BY t.id, tl.id`,
		);
	}

	function ask(sql) {
		return query.runSuiteQL({ query: sql }).asMappedResults();
	}

	/** One call for each save: it waits for the answer. */
	function send({ newRecord }, { items, purchaseOrderLines }) {
		const script = runtime.getCurrentScript();
		const url = script.getParameter({ name: 'custscript_stockout_url' });
		if (!/^https:\/\//.test(url || '')) throw new Error('The address of n8n is missing.');
		const time = new Date();
		const body = JSON.stringify({
			eventId: [newRecord.type, newRecord.id, time.getTime()].join('/'),
			time: time.toISOString(),
			items,
			purchaseOrderLines,
		});
		const timestamp = String(Math.floor(time.getTime() / 1000));
		const { code } = https.post({
			url,
			headers: {
				'Content-Type': 'application/json',
				'X-Acrylic-Timestamp': timestamp,
				'X-Acrylic-Signature': sign(
					`${timestamp}.${body}`,
					script.getParameter({ name: 'custscript_stockout_secret' }) || 'custsecret_stockout',
				),
			},
			body,
		});
		if (code < 200 || code > 299) throw new Error(`n8n answered with status ${code}.`);
	}

	/** HMAC-SHA256 in hexadecimal. The secret itself never comes into the script. */
	function sign(text, secret) {
		const hmac = crypto.createHmac({
			algorithm: crypto.HashAlg.SHA256,
			key: crypto.createSecretKey({ secret, encoding: encode.Encoding.UTF_8 }),
		});
		hmac.update({ input: text, inputEncoding: encode.Encoding.UTF_8 });
		return hmac.digest({ outputEncoding: encode.Encoding.HEX });
	}

	return { afterSubmit };
});
