import { pascalOf, unlessTaken } from "./manifest-names.ts";
import type { FileTexts, ServiceText } from "./service-text.ts";

/** One project with program and tests: every command of `dotnet` then finds what it is for without being told. */
export function dotnetFiles({ name, docker }: ServiceText): FileTexts {
  const project = unlessTaken(pascalOf(name), { taken: TAKEN, second: "Service" });
  return {
    [`${project}.csproj`]: PROJECT,
    "Program.cs": program(project),
    "Server.cs": server({ project, name }),
    "tests/ServerTests.cs": test(project),
    ".gitignore": "bin/\nobj/\n",
    ...(docker ? { Dockerfile: dockerfile(project), ".dockerignore": "bin/\nobj/\n.git/\nDockerfile\n.dockerignore\n.env*\n" } : {}),
  };
}

/** Namespaces and types that the program itself needs by these names. */
const TAKEN = new Set(["System", "Microsoft", "Xunit", "Server", "Program", "Environment", "Assert", "Task"]);

const PROJECT = `<Project Sdk="Microsoft.NET.Sdk.Web">

  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <!-- Program.cs is where the program begins; the tests need no beginning of their own. -->
    <GenerateProgramFile>false</GenerateProgramFile>
  </PropertyGroup>

  <!-- The tests stand beside the program, and are no part of what is published. -->
  <ItemGroup Condition="'$(Configuration)' == 'Release'">
    <Compile Remove="tests/**" />
  </ItemGroup>
  <ItemGroup Condition="'$(Configuration)' != 'Release'">
    <PackageReference Include="Microsoft.NET.Test.Sdk" Version="17.11.1" />
    <PackageReference Include="xunit" Version="2.9.2" />
    <PackageReference Include="xunit.runner.visualstudio" Version="2.8.2" />
  </ItemGroup>

</Project>
`;

function program(project: string): string {
  return `using ${project};

var given = Environment.GetEnvironmentVariable("PORT");
var port = string.IsNullOrEmpty(given) ? "8080" : given;
Server.Create($"http://0.0.0.0:{port}").Run();
`;
}

function server({ project, name }: { project: string; name: string }): string {
  return `namespace ${project};

public static class Server
{
    public static WebApplication Create(string url)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        app.MapGet("/", () => ${JSON.stringify(`hello from ${name}\n`)});
        app.MapGet("/health", () => "ok\\n");
        return app;
    }
}
`;
}

function test(project: string): string {
  return `using Xunit;

namespace ${project}.Tests;

public class ServerTests
{
    [Fact]
    public async Task SaysThatItIsHealthy()
    {
        await using var app = Server.Create("http://127.0.0.1:0");
        await app.StartAsync();
        using var client = new HttpClient();
        Assert.Equal("ok\\n", await client.GetStringAsync($"{app.Urls.Single()}/health"));
    }
}
`;
}

function dockerfile(project: string): string {
  return `FROM mcr.microsoft.com/dotnet/sdk:8.0 AS source
WORKDIR /src
COPY *.csproj ./
RUN dotnet restore
COPY . .

FROM source AS test
RUN dotnet test --nologo

FROM source AS build
RUN dotnet publish --nologo -c Release -o /out

FROM mcr.microsoft.com/dotnet/aspnet:8.0
WORKDIR /app
COPY --from=build /out ./
ENV PORT=8080
USER $APP_UID
EXPOSE 8080
ENTRYPOINT ["dotnet", "${project}.dll"]
`;
}
