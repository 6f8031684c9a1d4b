using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Bantam.Model;
using Spectre.Console;

namespace Bantam.Cli;

/// <summary><c>bantam bench</c>: Bantam against its peers. A program of the repository measures; it is built and started here.</summary>
/// <remarks>Peers are hundreds of megabytes of native code, so this command does not contain them.</remarks>
internal static class BenchCommand
{
    private const string Project = "bench/Bantam.Bench/Bantam.Bench.csproj";
    private const string Program = "artifacts/bin/Bantam.Bench/release_linux-x64/Bantam.Bench.dll";

    public static Command Create(CommandContext context)
    {
        Argument<string> bench = new("BENCH")
        {
            HelpName = "BENCH",
            Description = "What to measure: gemm, sweep, conv, train, infer, infer-int8, first, pool, start, ops, memory, denormals or aot.",
        };
        bench.AcceptOnlyFromAmong("gemm", "sweep", "conv", "train", "infer", "infer-int8", "first", "pool", "start", "ops", "memory", "denormals", "aot");
        Option<bool> peers = new("--peers") { Description = "Measure the peers too, in turns with ours, and print the ratios." };
        Option<string> filter = new("--filter") { Description = "Only rows whose name contains this.", DefaultValueFactory = _ => "" };
        Option<bool> csv = new("--csv") { Description = "Print the rows as comma-separated values." };
        Command command = new("bench", "Measure speed, alone or against other libraries. All but 'model' need the repository and Linux on x64.")
        {
            bench, peers, filter, csv, BenchModelCommand.Create(context), BenchAgreementCommand.Create(context),
        };
        command.SetAction(parsed =>
        {
            List<string> arguments = [parsed.GetValue(bench)!];
            if (parsed.GetValue(peers))
            {
                arguments.Add("--peers");
            }

            if (parsed.GetValue(filter) is { Length: > 0 } text)
            {
                arguments.AddRange(["--filter", text]);
            }

            // One thread is what ratios are judged on, so the default of other commands, all cores, does not hold here.
            if (parsed.GetValue(context.Options.Threads) is { } threads)
            {
                arguments.AddRange(["--threads", threads.ToString(CultureInfo.InvariantCulture)]);
            }

            if (context.IsJson)
            {
                arguments.Add("--json");
            }

            if (parsed.GetValue(csv))
            {
                arguments.Add("--csv");
            }

            return Run(context, RootAbove(AppContext.BaseDirectory), arguments);
        });
        return command;
    }

    /// <summary>Builds and starts the program of a repository.</summary>
    /// <exception cref="UnsupportedException">There is no repository here, or the system is another.</exception>
    public static int Run(CommandContext context, string? root, IReadOnlyList<string> arguments)
    {
        Build(context, root);
        return Start(root!, [Path.Combine(root!, Program), .. arguments], null);
    }

    /// <summary>Builds and starts the program of a repository and returns what it prints.</summary>
    /// <exception cref="UnsupportedException">There is no repository here, or the system is another.</exception>
    /// <exception cref="InvalidOperationException">It printed nothing.</exception>
    public static string Read(CommandContext context, string? root, IReadOnlyList<string> arguments)
    {
        Build(context, root);
        StringBuilder text = new();
        int exitCode = Start(root!, [Path.Combine(root!, Program), .. arguments], line => text.Append(line).Append('\n'));
        return text.Length > 0 ? text.ToString() : throw new InvalidOperationException($"The bench ended with code {exitCode} and without a result; its messages stand above.");
    }

    private static void Build(CommandContext context, string? root)
    {
        if (root is null)
        {
            throw new UnsupportedException($"'bantam bench' builds and starts {Project} of Bantam's repository, and this program does not lie in one. Clone the repository and run ./bantam bench there.");
        }

        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
        {
            throw new UnsupportedException("'bantam bench' reads the clocks of Linux and loads peers for x64; it runs on Linux on x64 only.");
        }

        List<string> messages = [];
        if (Start(root, ["build", Path.Combine(root, Project), "-c", "Release", "-v", "q", "-nologo", "--tl:off", "-nodeReuse:false", "-p:RestoreLockedMode=true"], messages.Add) != 0)
        {
            messages.ForEach(context.Talk.WriteLine);
            throw new InvalidOperationException($"Building {Project} failed; its messages stand above. The first build downloads the peers' packages, about 200 MB.");
        }
    }

    /// <summary>The folder above a program that holds the bench, or null.</summary>
    public static string? RootAbove(string folder)
    {
        DirectoryInfo? candidate = new(folder);
        while (candidate is not null && !File.Exists(Path.Combine(candidate.FullName, Project)))
        {
            candidate = candidate.Parent;
        }

        return candidate?.FullName;
    }

    /// <summary>Runs dotnet to its end. Its output is ours, or goes line by line elsewhere.</summary>
    private static int Start(string folder, IEnumerable<string> arguments, Action<string>? onLine)
    {
        ProcessStartInfo info = new("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = onLine is not null };
        using Process process = Process.Start(info) ?? throw new InvalidOperationException("dotnet did not start.");
        for (string? line = onLine is null ? null : process.StandardOutput.ReadLine(); line is not null; line = process.StandardOutput.ReadLine())
        {
            onLine!(line);
        }

        process.WaitForExit();
        return process.ExitCode;
    }
}
