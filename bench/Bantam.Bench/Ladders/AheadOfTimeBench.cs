using System.Diagnostics;

namespace Bantam.Bench;

/// <summary>Kernels in programs that were compiled ahead of time, for stated instruction sets, against the same kernels compiled when the program starts.</summary>
internal static class AheadOfTimeBench
{
    private const string Project = "bench/Bantam.AheadOfTime";

    private static readonly string[] s_instructionSets = ["native", "x86-64-v3", "default"];

    public static void Run(BenchRun run)
    {
        double? atStart = null;
        foreach (string instructions in s_instructionSets)
        {
            string name = $"gemm-{MatrixSpeed.Side}/{instructions}";
            if (run.Options.Wants(name))
            {
                atStart ??= MatrixSpeed.Measure();
                run.Add(Row(name, instructions, atStart.Value));
            }
        }
    }

    private static BenchRow Row(string name, string instructions, double atStart)
    {
        BenchRow row = new(name, 1, "GFLOP/s", null, atStart, "compiled at start", null, null);
        try
        {
            double ahead = ChildProcess.Run(new ProcessStartInfo(Publish(instructions)) { RedirectStandardOutput = true, RedirectStandardError = true });
            return row with { Ours = ahead, Ratio = ahead / atStart };
        }
        catch (PeerAbsentException absent)
        {
            return row with { Status = RowStatus.Absent, Reason = absent.Message };
        }
    }

    /// <summary>Compiles the program and returns its file.</summary>
    /// <exception cref="PeerAbsentException">The compiler or a linker is missing; the message is its own.</exception>
    private static string Publish(string instructions)
    {
        string root = RootAbove(AppContext.BaseDirectory);
        string artifacts = Path.Combine(root, "artifacts", "aot");
        string folder = Path.Combine(artifacts, instructions);
        string set = instructions == "default" ? "" : instructions;

        // A folder of its own and no lock files: a build for one system must leave the others as they are.
        string[] apart = [$"-p:ArtifactsPath={artifacts}", "-p:RestorePackagesWithLockFile=false"];
        ProcessStartInfo info = new("dotnet", ["publish", Project, "-c", "Release", "-r", "linux-x64", "-o", folder, $"-p:Instructions={set}", .. apart, "-v", "q", "-nologo", "--tl:off", "-nodeReuse:false"])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(info) ?? throw new InvalidOperationException("dotnet did not start.");
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? Path.Combine(folder, "Bantam.AheadOfTime")
            : throw new PeerAbsentException($"publishing {Project} failed: {text.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal))}");
    }

    private static string RootAbove(string folder)
    {
        DirectoryInfo? candidate = new(folder);
        while (candidate is not null && !Directory.Exists(Path.Combine(candidate.FullName, Project)))
        {
            candidate = candidate.Parent;
        }

        return candidate?.FullName ?? throw new PeerAbsentException($"no folder above the program holds {Project}");
    }
}
