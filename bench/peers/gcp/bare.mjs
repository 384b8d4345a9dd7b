export const handler = async (request, response) => {
  response.send(request.path);
};
