import static dev.asyncio4j.http.Http.*;
import dev.asyncio4j.http.*;
import dev.asyncio4j.http.client.*;
import dev.asyncio4j.http.message.*;
import dev.asyncio4j.http.client.Proxy;
