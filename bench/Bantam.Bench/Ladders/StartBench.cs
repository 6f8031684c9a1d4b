using System.Diagnostics;
using System.Globalization;
using Bantam.Model;

namespace Bantam.Bench;

/// <summary>How soon kernels reach their speed: a fresh process calls one from its first moment on.</summary>
internal static unsafe class StartBench
{
    private const int Side = 64;
    private const int Window = 16;
    private const double SlowFactor = 1.25;
    private const double WatchedSeconds = 0.6;
    private const int Starts = 5;

    public static void Run(BenchRun run)
    {
        string name = $"gemm-{Side}/start";
        if (run.Options.Wants(name))
        {
            double best = Enumerable.Range(0, Starts).Min(_ => Child());
            run.Add(new BenchRow(name, 1, "ms to speed", best, null, null, null, null) { Status = RowStatus.Alone });
        }
    }

    /// <summary>The fresh process: prints the processor time from the first call until the speed is steady, in milliseconds.</summary>
    public static void RunChild()
    {
        Parallelism.Threads = 1;
        Tensor a = Samples.Normal([Side, Side], "left");
        Tensor c = Tensor.Zeros([Side, Side]);
        GemmArguments arguments = new()
        {
            A = Samples.Address(a),
            B = Samples.Address(a),
            C = Samples.Address(c),
            M = Side,
            N = Side,
            K = Side,
            LeadingA = Side,
            LeadingB = Side,
            LeadingC = Side,
            Low = float.NegativeInfinity,
            High = float.PositiveInfinity,
        };
        List<double> times = [Clocks.Read(ClockKind.ThreadTime)];
        while (times[^1] - times[0] < WatchedSeconds)
        {
            for (int i = 0; i < Window; i++)
            {
                Gemm.Multiply(arguments);
            }

            times.Add(Clocks.Read(ClockKind.ThreadTime));
        }

        Console.Out.WriteLine((1000 * SecondsToSteady(times)).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The end of the first window from which on the median of any few windows is near that of the last half.</summary>
    private static double SecondsToSteady(List<double> times)
    {
        double[] windows = [.. times.Zip(times.Skip(1), (from, to) => to - from)];
        double steady = windows.Skip(windows.Length / 2).Order().ElementAt(windows.Length / 4);
        const int Near = 5;
        int last = windows.Length - Near;
        while (last >= 0 && windows.Skip(last).Take(Near).Order().ElementAt(Near / 2) < steady * SlowFactor)
        {
            last--;
        }

        return times[last + 1] - times[0];
    }

    private static double Child()
    {
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, Arguments()) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("The bench could not start itself.");
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>Started through the dotnet host, the program's own file comes first.</summary>
    private static string[] Arguments() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? [typeof(StartBench).Assembly.Location, "start-child"]
        : ["start-child"];
}
