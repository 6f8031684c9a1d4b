using Bantam.Model;

namespace Bantam.Bench;

/// <summary>How soon kernels reach their speed: a fresh process calls one from its first moment on.</summary>
internal static unsafe class StartBench
{
    private const int Side = 64;
    private const int Window = 16;
    private const double SlowFactor = 1.25;
    private const double Stretch = 2e-3;
    private const double WatchedSeconds = 0.6;
    private const int Starts = 5;

    /// <summary>The name under which the program starts itself.</summary>
    public const string ChildName = "start";

    private static readonly (string Name, Func<Action> Prepare)[] s_cases =
    [
        ($"gemm-{Side}", Product),
        ("conv3x3-16x16x32-32", Convolution),
        ("exp-4096", Exponential),
    ];

    public static void Run(BenchRun run)
    {
        foreach ((string name, _) in s_cases)
        {
            if (run.Options.Wants($"{name}/start"))
            {
                double best = Enumerable.Range(0, Starts).Min(_ => ChildProcess.Measure(ChildName, name));
                run.Add(new BenchRow($"{name}/start", 1, "ms to speed", best, null, null, null, null) { Status = RowStatus.Alone });
            }
        }
    }

    /// <summary>The fresh process: the processor time from the first call until the speed is steady, in milliseconds.</summary>
    public static double RunChild(string name)
    {
        Parallelism.Threads = 1;
        Action call = s_cases.First(candidate => candidate.Name == name).Prepare();
        List<double> times = [Clocks.Read(ClockKind.ThreadTime)];
        while (times[^1] - times[0] < WatchedSeconds)
        {
            for (int i = 0; i < Window; i++)
            {
                call();
            }

            times.Add(Clocks.Read(ClockKind.ThreadTime));
        }

        return 1000 * SecondsToSteady(times);
    }

    private static Action Product()
    {
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
        return () => Gemm.Multiply(arguments);
    }

    private static Action Convolution()
    {
        OpCall convolution = new(new Conv2d { Padding = Padding.Same }, [Samples.Normal([1, 16, 16, 32], "x"), Samples.Normal([32, 3, 3, 32], "w")], Tensor.Zeros([1, 16, 16, 32]));
        return () => convolution.Op.Run(convolution);
    }

    private static Action Exponential()
    {
        OpCall exponential = new(new Exp(), [Samples.Normal([4096], "x")], Tensor.Zeros([4096]));
        return () => exponential.Op.Run(exponential);
    }

    /// <summary>When the first window was fast, or the last stretch ended whose fastest was slow. Others on the machine slow windows too, but rarely all of a stretch.</summary>
    private static double SecondsToSteady(List<double> times)
    {
        double[] fastest = new double[(int)(WatchedSeconds / Stretch) + 1];
        Array.Fill(fastest, double.PositiveInfinity);
        for (int i = 1; i < times.Count; i++)
        {
            int stretch = Math.Min((int)((times[i] - times[0]) / Stretch), fastest.Length - 1);
            fastest[stretch] = Math.Min(fastest[stretch], times[i] - times[i - 1]);
        }

        double steady = fastest.Order().ElementAt(fastest.Length / 2);
        double slow = steady * SlowFactor;
        double lastSlow = Stretch * (Array.FindLastIndex(fastest, time => time > slow && double.IsFinite(time)) + 1);
        int firstFast = Enumerable.Range(1, times.Count - 1).First(i => times[i] - times[i - 1] <= slow);
        return Math.Max(lastSlow, times[firstFast - 1] - times[0]);
    }
}
