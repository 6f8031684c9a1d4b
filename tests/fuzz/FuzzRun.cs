using System.Diagnostics;
using Bantam.Model;

namespace Bantam.Fuzz;

/// <summary>Feeds damaged files to one parser and judges what it does.</summary>
/// <remarks>
/// Nothing is instrumented. Instead, an input is kept as a start for others when the parser answers it from a place in its code
/// from which it has not answered before: each place stands for a check that was reached.
/// </remarks>
public sealed class FuzzRun
{
    private const double MaximumSeconds = 2;
    private const int LargestCorpus = 4096;

    private readonly FuzzTarget _target;
    private readonly List<byte[]> _corpus;
    private readonly HashSet<string> _answers = [];
    private readonly List<byte[]> _kept = [];
    private readonly Dictionary<string, FuzzFinding> _findings = [];
    private readonly RandomStream _random;
    private readonly Mutation _mutation;
    private readonly ZipMutation _zipMutation;

    /// <summary>Prepares a run.</summary>
    /// <param name="target">The parser.</param>
    /// <param name="seed">Decides all damage.</param>
    /// <param name="corpus">Inputs of earlier runs to start from, besides the target's own seeds.</param>
    public FuzzRun(FuzzTarget target, ulong seed, IEnumerable<byte[]> corpus)
    {
        _target = target;
        _random = new RandomStream(seed, $"fuzz/{target.Name}");
        _mutation = new Mutation(_random, target.Words);
        _zipMutation = new ZipMutation(_random, _mutation);
        _corpus = [.. target.Seeds(), .. corpus];

        // The first calls pay for static fields and compiled code, which are not the file's doing.
        foreach (byte[] start in _corpus)
        {
            Answer(start);
        }

        foreach (byte[] start in _corpus.ToArray())
        {
            Judge(start);
        }

        _kept.Clear();
    }

    /// <summary>The number of inputs so far.</summary>
    public long Executions { get; private set; }

    /// <summary>The inputs that drew new answers in this run.</summary>
    public IReadOnlyList<byte[]> Kept => _kept;

    /// <summary>One finding for each kind of broken promise.</summary>
    public IReadOnlyCollection<FuzzFinding> Findings => _findings.Values;

    /// <summary>The number of different answers that were drawn.</summary>
    public int Answers => _answers.Count;

    /// <summary>Is shown each input before it is parsed, so that it survives a crash of the process.</summary>
    public Action<byte[]>? BeforeEach { get; init; }

    /// <summary>Feeds one more input.</summary>
    public void Step()
    {
        byte[] start = _corpus[_random.NextInt32(_corpus.Count)];
        byte[] input = _target.IsZip && _random.NextInt32(4) > 0 ? _zipMutation.Apply(start) : _mutation.Apply(start, _corpus);
        BeforeEach?.Invoke(input);
        Judge(input);
    }

    private void Judge(byte[] input)
    {
        Executions++;
        long before = GC.GetAllocatedBytesForCurrentThread();
        long started = Stopwatch.GetTimestamp();
        Exception? fault = Answer(input);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long allowed = _target.AllocationAllowance + (_target.AllocationPerByte * input.Length);
        if (fault is not null && !FuzzTarget.IsExpected(fault))
        {
            Report(fault.GetType().Name, $"{fault.Message}\n{fault.StackTrace}", input, PlaceOf(fault, frames: 1));
        }

        if (allocated > allowed)
        {
            Report("allocation", $"{allocated} bytes for a file of {input.Length}; allowed are {allowed}. {fault}", input, "");
        }

        // A machine that does other things makes anything slow once.
        if (seconds > MaximumSeconds && SecondsOf(input) > MaximumSeconds)
        {
            Report("time", $"{seconds:0.0} s for a file of {input.Length} bytes", input, "");
        }

        if (_answers.Add(fault is null ? "read" : $"{fault.GetType().Name}: {PlaceOf(fault.InnerException ?? fault, frames: 4)}") && _corpus.Count < LargestCorpus)
        {
            _corpus.Add(input);
            _kept.Add(input);
        }
    }

    private double SecondsOf(byte[] input)
    {
        long started = Stopwatch.GetTimestamp();
        Answer(input);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>What a parser throws, or null where it reads the file.</summary>
    internal Exception? Answer(byte[] input)
    {
        try
        {
            _target.Parse(input);
            return null;
        }
        catch (Exception fault)
        {
            return fault;
        }
    }

    private void Report(string kind, string message, byte[] input, string place)
    {
        string key = $"{kind}/{place}";
        if (!_findings.TryGetValue(key, out FuzzFinding? known) || input.Length < known.Input.Length)
        {
            _findings[key] = new FuzzFinding(kind, message, input);
        }
    }

    /// <summary>Where in the code an exception was thrown.</summary>
    private static string PlaceOf(Exception fault, int frames) => string.Join('\n', (fault.StackTrace ?? "").Split('\n').Take(frames));
}
