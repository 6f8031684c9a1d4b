namespace Bantam.Costs;

/// <summary>A word that arrived.</summary>
/// <param name="Sender">The processor that sent it.</param>
/// <param name="Value">The word.</param>
public readonly record struct BspMessage(int Sender, float Value);

/// <summary>One processor of a <see cref="BspMachine"/> within a superstep.</summary>
public sealed class BspProcessor
{
    private readonly int _processors;

    internal BspProcessor(int index, int processors) => (Index, _processors) = (index, processors);

    /// <summary>The processor's number, from 0.</summary>
    public int Index { get; }

    /// <summary>What the others sent in the superstep before, in order of the senders.</summary>
    public IReadOnlyList<BspMessage> Received => Inbox;

    internal List<BspMessage> Inbox { get; } = [];

    internal List<(int Receiver, float Value)> Outbox { get; } = [];

    internal long Work { get; private set; }

    /// <summary>Counts operations that the processor did.</summary>
    /// <param name="operations">How many, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <exception cref="OverflowException">The count exceeds 63 bits.</exception>
    public void Count(long operations)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(operations);
        Work = checked(Work + operations);
    }

    /// <summary>Sends a word, which arrives after the barrier.</summary>
    /// <param name="receiver">The processor that gets it.</param>
    /// <param name="value">The word.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such processor.</exception>
    public void Send(int receiver, float value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(receiver);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(receiver, _processors);
        Outbox.Add((receiver, value));
    }

    internal void StartNext()
    {
        Outbox.Clear();
        Work = 0;
    }
}
