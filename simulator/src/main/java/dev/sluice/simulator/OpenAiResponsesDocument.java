package dev.sluice.simulator;

/** The same steps as one response. */
final class OpenAiResponsesDocument extends Document {
  private final Call call;

  OpenAiResponsesDocument(Call call, Response response) {
    super(response);
    this.call = call;
  }

  @Override
  void putError(Step.Failure failure, int status, ByteBuilder out) {
    OpenAiError.put(failure, status, out);
  }

  @Override
  void putAnswer(Spoken spoken, ByteBuilder out) {
    out.put(OpenAiResponses.over(call, spoken, new OpenAiResponsesItems(call, spoken)));
  }
}
