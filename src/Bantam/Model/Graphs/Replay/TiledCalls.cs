using System.Numerics;

namespace Bantam.Model;

/// <summary>Calls through which a batch goes a few samples at a time, so that what one call writes still lies in the second-level cache when the next one reads it.</summary>
/// <remarks>
/// <para>Lanes of the batch (<see cref="BatchCuts"/>) run on several threads; the tiles of a lane follow each other. Values
/// that no other step reads have no place in the arena: a tile keeps them in memory of its own, the same for every tile.</para>
/// <para>The bits are those of the calls one after the other: ops that work sample by sample do not see the other samples, and
/// sums over a lane go on where the tile before has stopped.</para>
/// </remarks>
internal sealed class TiledCalls : IParallelWork
{
    // Half of a second-level cache of 2 MiB: the other half holds weights and the values of the next call.
    private const long TileValues = 1 << 18;
    private const int MostSlots = 8;

    private readonly int _batch;
    private readonly int _lane;
    private readonly int _tile;
    private readonly Slot[] _slots;
    private readonly TileWeights _weights = new();
    private int _free;

    /// <summary>Binds calls.</summary>
    /// <param name="calls">The calls, on recorded tensors.</param>
    /// <param name="bound">Where a recorded tensor lies.</param>
    /// <param name="isLocal">Whether a tile holds a tensor itself.</param>
    public TiledCalls(OpCall[] calls, Func<Tensor, Tensor> bound, Func<Tensor, bool> isLocal)
    {
        _batch = BatchOf(calls);
        _lane = BatchCuts.SamplesPerLane(_batch);
        _tile = TileOf(calls, _batch);
        int rest = _batch % _lane % _tile;
        int slots = Math.Min(BatchCuts.Rows(_batch, _lane), Math.Min(MostSlots, Math.Max(Environment.ProcessorCount, WorkerPool.Threads)));
        _slots = new Slot[slots];
        for (int i = 0; i < slots; i++)
        {
            SampleTile full = new(calls, _tile, bound, isLocal, _weights);
            _slots[i] = new Slot(full, rest == 0 ? full : new SampleTile(calls, rest, bound, isLocal, _weights));
        }

        _free = (1 << slots) - 1;
    }

    /// <summary>Whether calls gain from tiles.</summary>
    public static bool IsWorthwhile(OpCall[] calls) =>
        calls.Length > 1 && calls.Sum(call => (long)call.Output.Count) > TileValues && BatchOf(calls) > 1;

    /// <summary>Runs the calls for the whole batch.</summary>
    public void Run()
    {
        _weights.Pack();
        WorkerPool.Run(BatchCuts.Rows(_batch, _lane), this);
    }

    /// <summary>Runs the calls for one lane.</summary>
    public void RunPart(int part)
    {
        int index = TakeSlot();
        try
        {
            Slot slot = _slots[index];
            int first = part * _lane;
            int end = Math.Min(first + _lane, _batch);
            for (int sample = first; sample < end; sample += _tile)
            {
                (end - sample >= _tile ? slot.Full : slot.Rest).Run(sample, continues: sample > first);
            }
        }
        finally
        {
            Interlocked.Or(ref _free, 1 << index);
        }
    }

    private int TakeSlot()
    {
        SpinWait wait = default;
        while (true)
        {
            int free = Volatile.Read(ref _free);
            int index = BitOperations.TrailingZeroCount(free);
            if (free != 0 && Interlocked.CompareExchange(ref _free, free & ~(1 << index), free) == free)
            {
                return index;
            }

            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    private static int BatchOf(OpCall[] calls)
    {
        int held = BitOperations.TrailingZeroCount(calls[0].Op.BySample(calls[0])!.Value.Inputs);
        return calls[0].Inputs[held].Shape[0];
    }

    // The largest part of a lane that cuts no block of samples and whose largest call fits twice.
    private static int TileOf(OpCall[] calls, int batch)
    {
        int lane = BatchCuts.SamplesPerLane(batch);
        long perSample = 0;
        List<int> rows = [];
        foreach (OpCall call in calls)
        {
            SampleWise work = call.Op.BySample(call)!.Value;
            long held = call.Output.Count;
            for (int i = 0; i < call.Inputs.Count; i++)
            {
                held += work.Holds(i) ? call.Inputs[i].Count : 0;
            }

            perSample = Math.Max(perSample, held / batch);
            if (!work.Continues)
            {
                rows.Add(work.SamplesPerRow);
            }
        }

        int[] possible = [.. Enumerable.Range(1, lane).Where(tile => lane % tile == 0 && rows.TrueForAll(row => tile % row == 0))];
        return possible.LastOrDefault(tile => 2 * tile * perSample <= TileValues, possible[0]);
    }

    private sealed record Slot(SampleTile Full, SampleTile Rest);
}
