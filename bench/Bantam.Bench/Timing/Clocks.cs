using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Bantam.Bench;

/// <summary>What a measurement reads.</summary>
internal enum ClockKind
{
    /// <summary>Processor time of the calling thread: other programs on the machine do not count.</summary>
    ThreadTime,

    /// <summary>Time on the wall: the only one that means something for several threads.</summary>
    WallTime,
}

/// <summary>The clocks of a measurement, in seconds.</summary>
internal static partial class Clocks
{
    private const int ThreadCpuTime = 3;

    /// <summary>The clock that suits a number of threads.</summary>
    public static ClockKind For(int threads) => threads == 1 ? ClockKind.ThreadTime : ClockKind.WallTime;

    /// <summary>The reading of a clock; only differences mean something.</summary>
    public static double Read(ClockKind kind)
    {
        if (kind == ClockKind.WallTime)
        {
            return Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
        }

        return ClockGetTime(ThreadCpuTime, out TimeSpec time) == 0
            ? time.Seconds + (time.Nanoseconds * 1e-9)
            : throw new InvalidOperationException("The system has no clock for the processor time of a thread; the bench runs on Linux.");
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
