namespace Bantam.Costs;

/// <summary>One thread of a <see cref="SimtMachine"/>: its number, its registers, and its view of the memory that all share.</summary>
/// <remarks>Registers and words of memory are Float32, so they hold whole numbers exactly up to 2²⁴.</remarks>
public sealed class SimtThread
{
    /// <summary>The registers of a thread.</summary>
    public const int Registers = 16;

    private readonly float[] _registers = new float[Registers];
    private readonly float[] _memory;

    internal SimtThread(int index, float[] memory) => (Index, _memory) = (index, memory);

    /// <summary>The thread's number, from 0.</summary>
    public int Index { get; }

    /// <summary>The words that the instruction at hand has read or written, in order.</summary>
    internal List<int> Accessed { get; } = [];

    /// <summary>A register; 0 at the start.</summary>
    /// <param name="register">Its number, 0 to 15.</param>
    public float this[int register]
    {
        get => _registers[register];
        set => _registers[register] = value;
    }

    /// <summary>Reads a word of memory.</summary>
    /// <param name="word">Its number, from 0; 4 bytes each.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The memory has no such word.</exception>
    public float Load(int word)
    {
        Note(word);
        return _memory[word];
    }

    /// <summary>Writes a word of memory. Of threads that write the same word at once, the last one of the warp wins.</summary>
    /// <param name="word">Its number, from 0; 4 bytes each.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The memory has no such word.</exception>
    public void Store(int word, float value)
    {
        Note(word);
        _memory[word] = value;
    }

    private void Note(int word)
    {
        if (word < 0 || word >= _memory.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(word), word, $"Thread {Index} reaches for a word outside of the memory, which has {_memory.Length}. Test the thread's number before.");
        }

        Accessed.Add(word);
    }
}
