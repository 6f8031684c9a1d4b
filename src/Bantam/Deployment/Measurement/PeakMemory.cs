using System.Globalization;

namespace Bantam.Deployment;

/// <summary>The memory that some work took at its worst moment, beyond what the process had before.</summary>
/// <param name="PeakBytes">Managed and native memory together.</param>
/// <param name="ManagedBytes">What of it the garbage collector still held when the work ended.</param>
/// <param name="Source">Where the peak comes from.</param>
/// <remarks>On devices, arena and stack are counted instead: see <see cref="EmulatorRun.PeakRamBytes"/>. Source: notes, line 3695.</remarks>
public sealed record PeakMemory(long PeakBytes, long ManagedBytes, string Source)
{
    /// <summary>The source where the system keeps the peak itself.</summary>
    public const string HighWaterMark = "resident high-water mark";

    /// <summary>The source where it does not: what is resident after the work, which misses what was given back meanwhile.</summary>
    public const string AfterWork = "resident after the work";

    private const int BytesPerKibibyte = 1024;

    /// <summary>The rest of the peak: native memory, and managed memory that the work gave back.</summary>
    public long NativeBytes => Math.Max(PeakBytes - ManagedBytes, 0);

    /// <summary>Does some work twice and measures the memory that it takes the second time, when its code is compiled.</summary>
    /// <typeparam name="T">What the work makes; it is kept until the memory is measured.</typeparam>
    /// <param name="work">The work. It first runs on a thread of its own, whose memory goes with it.</param>
    /// <param name="memory">The memory that it took.</param>
    /// <returns>What the work made.</returns>
    /// <remarks>
    /// The garbage collector first gives unused memory back to the system, so that the work does not find memory that the process
    /// already has; where it keeps some, what it holds afterwards still counts. The whole process is seen, so nothing else should run
    /// in it; the runtime's compiler does, and may add some MiB. Native memory counts when it is written: systems give none before.
    /// </remarks>
    public static T Measure<T>(Func<T> work, out PeakMemory memory)
    {
        ArgumentNullException.ThrowIfNull(work);
        Task.Factory.StartNew(() => { work(); }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).GetAwaiter().GetResult();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        bool marks = TryResetHighWaterMark();
        long managedBefore = GC.GetTotalMemory(forceFullCollection: false);
        long before = ResidentBytes("VmRSS");
        T made = work();
        long after = ResidentBytes(marks ? "VmHWM" : "VmRSS");
        long managed = Math.Max(GC.GetTotalMemory(forceFullCollection: false) - managedBefore, 0);
        memory = new PeakMemory(Math.Max(after - before, managed), managed, marks ? HighWaterMark : AfterWork);
        GC.KeepAlive(made);
        return made;
    }

    private static long ResidentBytes(string entry) =>
        SystemFile.FirstLine("/proc/self/status", entry) is { } line && long.TryParse(line.AsSpan(entry.Length + 1).Trim().TrimEnd(" kB"), NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes)
            ? kibibytes * BytesPerKibibyte
            : Environment.WorkingSet;

    // Linux forgets the peak of a process that writes a 5 here.
    private static bool TryResetHighWaterMark()
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                return false;
            }

            File.WriteAllText("/proc/self/clear_refs", "5");
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
