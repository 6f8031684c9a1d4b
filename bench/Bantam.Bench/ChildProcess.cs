using System.Diagnostics;
using System.Globalization;

namespace Bantam.Bench;

/// <summary>Measurements that need a process of their own: the program starts itself and reads one number.</summary>
internal static class ChildProcess
{
    /// <summary>The first argument of a child.</summary>
    public const string Argument = "child";

    /// <summary>Starts a child and returns its number.</summary>
    /// <exception cref="PeerAbsentException">The child failed; the message is its last.</exception>
    public static double Measure(params string[] arguments)
    {
        ProcessStartInfo info = new(Environment.ProcessPath!, [.. Host(), Argument, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Run(info);
    }

    /// <summary>Runs a program that prints one number.</summary>
    /// <exception cref="PeerAbsentException">It failed; the message is its last.</exception>
    public static double Run(ProcessStartInfo info)
    {
        using Process process = Process.Start(info) ?? throw new InvalidOperationException($"{info.FileName} did not start.");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : throw new PeerAbsentException($"{Path.GetFileName(info.FileName)} ended with code {process.ExitCode}: {error.Result.Trim().Split('\n')[0]}");
    }

    /// <summary>The child's side: prints its number.</summary>
    public static void Answer(string child, string[] arguments)
    {
        double number = child switch
        {
            StartBench.ChildName => StartBench.RunChild(arguments[0]),
            FirstResultBench.ChildName => FirstResultBench.RunChild(arguments),
            MemoryBench.ChildName => MemoryBench.RunChild(arguments),
            _ => throw new ArgumentException($"There is no child '{child}'."),
        };
        Console.Out.WriteLine(number.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>Started through the dotnet host, the program's own file comes first.</summary>
    private static string[] Host() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? [typeof(ChildProcess).Assembly.Location]
        : [];
}
