using Bantam.Model;

namespace Bantam.Costs;

/// <summary>What one superstep took.</summary>
/// <param name="Work">The most operations that a processor did: w.</param>
/// <param name="Messages">The most words that a processor sent or received: h.</param>
public readonly record struct BspSuperstep(long Work, long Messages)
{
    /// <summary>Its cost.</summary>
    /// <param name="wordCost">Operations for which one word takes: g, from 0.</param>
    /// <param name="barrierCost">Operations for which the barrier takes: l, from 0.</param>
    /// <returns><c>w + h·g + l</c>: 125 for w = 100, h = 10, g = 2, l = 5.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative.</exception>
    /// <exception cref="OverflowException">The cost exceeds 63 bits.</exception>
    public long Cost(long wordCost, long barrierCost)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wordCost);
        ArgumentOutOfRangeException.ThrowIfNegative(barrierCost);
        return checked(Work + (Messages * wordCost) + barrierCost);
    }
}

/// <summary>Processors that compute, send each other words and then wait for all: the bulk-synchronous parallel model, run and counted.</summary>
/// <remarks>
/// The processors of a superstep run in parallel. What they send arrives after the barrier, in order of the senders, so results
/// do not depend on threads. Sources: Valiant, "A bridging model for parallel computation", 1990; notes: lines 330-338.
/// </remarks>
public sealed class BspMachine
{
    private const int MostProcessors = 1 << 16;
    private readonly List<BspSuperstep> _supersteps = [];
    private readonly BspProcessor[] _processors;

    /// <summary>Builds a machine.</summary>
    /// <param name="processors">The processors, 1 to 65,536.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of its range.</exception>
    public BspMachine(int processors)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(processors, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(processors, MostProcessors);
        _processors = [.. Enumerable.Range(0, processors).Select(index => new BspProcessor(index, processors))];
    }

    /// <summary>The supersteps so far.</summary>
    public IReadOnlyList<BspSuperstep> Supersteps => _supersteps;

    /// <summary>The cost of all supersteps so far.</summary>
    /// <param name="wordCost">Operations for which one word takes: g, from 0.</param>
    /// <param name="barrierCost">Operations for which a barrier takes: l, from 0.</param>
    /// <returns><c>Σ(w + h·g + l)</c>.</returns>
    /// <exception cref="OverflowException">The cost exceeds 63 bits.</exception>
    public long Cost(long wordCost, long barrierCost) => _supersteps.Sum(step => step.Cost(wordCost, barrierCost));

    /// <summary>Runs one superstep: every processor computes and sends, the barrier waits for all, then messages arrive.</summary>
    /// <param name="work">What a processor does. It shall touch nothing that another one touches.</param>
    /// <exception cref="AggregateException">A processor failed; the inner exceptions say how. The machine then stands in the middle of a superstep: build another.</exception>
    public void Superstep(Action<BspProcessor> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Parallel.For(0, _processors.Length, new ParallelOptions { MaxDegreeOfParallelism = Parallelism.Threads }, index => work(_processors[index]));
        foreach (BspProcessor processor in _processors)
        {
            processor.Inbox.Clear();
        }

        foreach (BspProcessor sender in _processors)
        {
            foreach ((int receiver, float value) in sender.Outbox)
            {
                _processors[receiver].Inbox.Add(new BspMessage(sender.Index, value));
            }
        }

        _supersteps.Add(new BspSuperstep(_processors.Max(p => p.Work), _processors.Max(p => Math.Max(p.Outbox.Count, p.Inbox.Count))));
        foreach (BspProcessor processor in _processors)
        {
            processor.StartNext();
        }
    }
}
