/**
 * A stream that is written as fast as it is read. The first piece is made before, so that what fails at once is answered as a
 * failure; what fails later breaks the connection off, and nobody takes half a file for the whole.
 */
export async function streamOf(text: AsyncGenerator<string>): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  let next: Promise<IteratorResult<string>> | undefined = Promise.resolve(await text.next());
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await (next ?? text.next());
        next = undefined;
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await text.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
