"""The model behind the gateway: chat completions over HTTP, streamed. Must not know sessions."""

import asyncio
import json
from urllib.parse import urlsplit


class ModelFailed(Exception):
    pass


async def stream(base, messages):
    """Yields ('delta', text) for each piece and at last ('end', total tokens). Raises ModelFailed."""
    url = urlsplit(base)
    body = json.dumps({"model": "any", "stream": True, "messages": messages}).encode()
    try:
        reader, writer = await asyncio.open_connection(url.hostname, url.port, limit=1 << 26)
    except OSError as error:
        raise ModelFailed(str(error)) from error
    try:
        writer.write(
            f"POST {url.path}/v1/chat/completions HTTP/1.1\r\nHost: {url.netloc}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
            + body
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        if " 200 " not in head.split("\r\n")[0]:
            raise ModelFailed(head.split("\r\n")[0])
        tokens = 0
        async for line in lines(reader, "chunked" in head.lower()):
            if not line.startswith("data: "):
                continue
            if line == "data: [DONE]":
                yield ("end", tokens)
                return
            chunk = json.loads(line[6:])
            if "error" in chunk:
                raise ModelFailed(chunk["error"].get("message", "error"))
            tokens = chunk.get("usage", {}).get("total_tokens", tokens)
            text = chunk["choices"][0]["delta"].get("content", "")
            if text:
                yield ("delta", text)
        raise ModelFailed("the stream ended early")
    except (OSError, asyncio.IncompleteReadError) as error:
        raise ModelFailed("the connection broke") from error
    finally:
        writer.close()


async def lines(reader, chunked):
    rest = b""
    while True:
        if chunked:
            size = int((await reader.readline()).strip() or b"0", 16)
            data = await reader.readexactly(size + 2)
            if size == 0:
                return
            rest += data[:-2]
        else:
            data = await reader.read(65_536)
            if not data:
                return
            rest += data
        *whole, rest = rest.split(b"\n")
        for line in whole:
            yield line.decode("utf-8").strip()
