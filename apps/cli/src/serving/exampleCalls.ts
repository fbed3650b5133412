/** How to ask a server, for people to copy into a shell: they work as they are where there is a photo.jpg. */
export function exampleCalls(address: string, model: string): string {
  return `What is on a photograph; several go as several -F:
  curl -F image=@photo.jpg ${address}/v1/classify

The Open Inference Protocol, with the file in base64:
  printf '{"inputs":[{"name":"images","datatype":"BYTES","shape":[1],"data":["%s"]}]}' "$(base64 < photo.jpg | tr -d '\\n')" |
    curl -d @- ${address}/v2/models/${model}/infer

The same in Python, with tritonclient[http]:
python3 -c '
import numpy, tritonclient.http as triton
images = triton.InferInput("images", [1], "BYTES")
images.set_data_from_numpy(numpy.array([open("photo.jpg", "rb").read()], dtype=object))
client = triton.InferenceServerClient("${address.replace('http://', '')}")
print(client.infer("${model}", [images]).as_numpy("probabilities"))'

The page: ${address}/   The API: ${address}/docs
`;
}
