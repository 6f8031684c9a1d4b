namespace Bantam.Costs;

/// <summary>A layer whose values pass through a buffer unless they live in a level that is as small.</summary>
internal sealed class BufferedLayer
{
    private readonly EnergyTable _table;
    private readonly MemoryEnergy _weightMemory;
    private readonly MemoryEnergy _activationMemory;
    private readonly MemoryEnergy _buffer;
    private readonly int _operandBits;
    private readonly int _sumBits;

    public BufferedLayer(LayerLoops loops, EnergyAssumptions assumptions, MemoryEnergy buffer)
    {
        Loops = loops;
        _table = assumptions.Table;
        _weightMemory = assumptions.WeightMemory;
        _activationMemory = assumptions.ActivationMemory;
        _buffer = buffer;
        _operandBits = assumptions.Format.Operands.Bits;
        _sumBits = assumptions.Format.Accumulator.Bits;
    }

    public LayerLoops Loops { get; }

    public bool IsOfUse => BuffersWeights || BuffersActivations;

    private bool BuffersWeights => _weightMemory.CapacityBytes > _buffer.CapacityBytes;

    private bool BuffersActivations => _activationMemory.CapacityBytes > _buffer.CapacityBytes;

    /// <summary>The most input channels of a tile that fit beside its sums; 0 where none does.</summary>
    public int InputChannelsThatFit(int rows, int outputChannels)
    {
        long sums = BuffersActivations ? (long)rows * Loops.OutputWidth * outputChannels * _sumBits : 0;
        long inputs = BuffersActivations ? (long)Loops.InputRowsFor(rows) * Loops.InputWidth : 0;
        long weights = BuffersWeights ? (long)outputChannels * Loops.WindowElements : 0;
        long free = (_buffer.CapacityBytes * 8) - sums;
        return free < 0 ? 0 : (int)Math.Min(Loops.InputChannels, free / ((inputs + weights) * _operandBits));
    }

    public TiledEnergy EnergyOf(Tiling tiling)
    {
        TileTraffic traffic = tiling.TrafficOf(Loops);
        long sums = checked(Loops.OutputElements * 2 * (tiling.TurnsOf(TileLoop.InputChannels, Loops) - 1) * _sumBits);
        long read = checked(Loops.Macs * _operandBits);
        long copiedWeights = checked(traffic.WeightReads * _operandBits);
        long copiedActivations = checked(((traffic.InputReads + traffic.OutputWrites) * _operandBits) + (traffic.PartialSums * 2 * _sumBits));
        EnergyRange weights = BuffersWeights
            ? Copies(_weightMemory, copiedWeights).Plus(_table.AccessEnergy(_buffer, read))
            : _table.AccessEnergy(_weightMemory, read);
        EnergyRange activations = BuffersActivations
            ? Copies(_activationMemory, copiedActivations).Plus(_table.AccessEnergy(_buffer, checked(read + sums)))
            : _table.AccessEnergy(_activationMemory, checked(read + (Loops.OutputElements * _operandBits) + sums));
        return new TiledEnergy(weights, activations, tiling, _buffer);
    }

    private EnergyRange Copies(MemoryEnergy memory, long bits) => _table.AccessEnergy(memory, bits).Plus(_table.AccessEnergy(_buffer, bits));
}
