using System.Globalization;
using Bantam.Model;

namespace Bantam.Bench;

/// <summary>The memory that training steps of ResNet-8 take at their peak, each side in a process of its own.</summary>
/// <remarks>
/// A figure is the highest resident memory from before the first step to after the last, less what was resident before it: the
/// network, its values and the batch. Less is better, so the ratio is the peer's over ours.
/// </remarks>
internal static class MemoryBench
{
    /// <summary>The name under which the program starts itself.</summary>
    public const string ChildName = "memory";

    private const string Ours = "ours";
    private const string Libtorch = "libtorch-nchw";
    private const string LibtorchChannelsLast = "libtorch-nhwc";
    private const int Steps = 5;

    public static void Run(BenchRun run)
    {
        foreach (int batchSize in (ReadOnlySpan<int>)[32, 128])
        {
            string name = $"resnet8/{batchSize}/sgdm/peak";
            if (run.Options.Wants(name))
            {
                Measure(run, name, batchSize);
            }
        }
    }

    /// <summary>The fresh process: MiB of one side, a batch size and a number of threads.</summary>
    public static double RunChild(string[] arguments)
    {
        int batchSize = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        int threads = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        Parallelism.Threads = threads;
        TrainingCase training = new("memory", BenchNetwork.All.First(network => network.Name == "resnet8"), batchSize, "sgdm", 0.01);
        if (arguments[0] == Ours)
        {
            return PeakOf(() =>
            {
                OursTraining ours = training.Ours(training.Rate);
                return ours.Step;
            });
        }

        TorchPeer.Load(threads);
        using TorchTraining torch = training.Torch(training.Rate, channelsLast: arguments[0] == LibtorchChannelsLast);
        return PeakOf(() => torch.Step);
    }

    private static void Measure(BenchRun run, string name, int batchSize)
    {
        double ours = MebibytesOf(run, Ours, batchSize);
        BenchRow alone = new(name, run.Options.Threads, "MiB", ours, null, null, null, null) { Status = RowStatus.Alone };
        if (!run.Options.Peers)
        {
            run.Add(alone);
            return;
        }

        try
        {
            double nchw = MebibytesOf(run, Libtorch, batchSize);
            double nhwc = MebibytesOf(run, LibtorchChannelsLast, batchSize);
            double peer = Math.Min(nchw, nhwc);
            string peerName = $"{TorchPeer.Name} ({(nchw < nhwc ? "NCHW" : "NHWC")})";
            run.Add(alone with { Status = RowStatus.Measured, Peer = peer, PeerName = peerName, Ratio = peer / ours });
        }
        catch (PeerAbsentException absent)
        {
            run.Add(alone with { Status = RowStatus.Absent, PeerName = TorchPeer.Name, Reason = absent.Message });
        }
    }

    private static double MebibytesOf(BenchRun run, string side, int batchSize) => ChildProcess.Measure(
        ChildName,
        side,
        batchSize.ToString(CultureInfo.InvariantCulture),
        run.Options.Threads.ToString(CultureInfo.InvariantCulture));

    private static double PeakOf(Func<Action> prepare)
    {
        double before = KibibytesOf("VmRSS");
        File.WriteAllText("/proc/self/clear_refs", "5"); // The peak begins anew.
        Action step = prepare();
        for (int i = 0; i < Steps; i++)
        {
            step();
        }

        return (KibibytesOf("VmHWM") - before) / 1024;
    }

    private static double KibibytesOf(string entry)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(entry, StringComparison.Ordinal));
        return double.Parse(line.AsSpan(entry.Length + 1).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture);
    }
}
