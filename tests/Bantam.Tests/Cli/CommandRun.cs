using System.Diagnostics;
using System.Runtime.InteropServices;
using Bantam.Cli;

namespace Bantam.Tests.Cli;

/// <summary>What a run of <c>bantam</c> left behind.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command in this process.</summary>
    public static CommandRun Here(params string[] arguments)
    {
        StringWriter output = new();
        StringWriter error = new();
        int exitCode = BantamCommand.Run(arguments, output, error);
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command as a program of its own, with nothing on its PATH if so wished.</summary>
    public static async Task<CommandRun> ApartAsync(bool withPath, params string[] arguments)
    {
        using Process process = Start(withPath, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new CommandRun(process.ExitCode, await output, await error);
    }

    /// <summary>The program as a shell starts it.</summary>
    public static string ShellWords => $"'{Dotnet()}' '{Dll()}'";

    /// <summary>Starts the program, its streams redirected.</summary>
    public static Process Start(bool withPath, params string[] arguments)
    {
        ProcessStartInfo info = new(Dotnet(), [Dll(), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        if (!withPath)
        {
            info.Environment["PATH"] = "";
        }

        Process process = Process.Start(info)!;
        process.StandardInput.Close();
        return process;
    }

    private static string Dll() => Path.Combine(AppContext.BaseDirectory, "Bantam.Cli.dll");

    /// <summary>The host that runs this program, three folders above its runtime.</summary>
    private static string Dotnet() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
