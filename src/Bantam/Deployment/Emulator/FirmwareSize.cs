namespace Bantam.Deployment;

/// <summary>
/// What a model occupies on a device, read from the sections of the linked image. Everything but <paramref name="ImageBytes"/>
/// leaves out the code that starts the machine and moves samples.
/// </summary>
/// <param name="CodeBytes">The model's instructions, in flash.</param>
/// <param name="ConstBytes">The model's constants (weights, biases, tables), in flash.</param>
/// <param name="LibraryBytes">What the compiler's and the C library put in flash for the model, such as memcpy or a division.</param>
/// <param name="DataBytes">Initialized variables: in RAM, with an equally large image in flash.</param>
/// <param name="BssBytes">Variables that start as zero, the arena among them, in RAM.</param>
/// <param name="ImageBytes">The flash of the whole program that was run.</param>
public sealed record FirmwareSize(int CodeBytes, int ConstBytes, int LibraryBytes, int DataBytes, int BssBytes, int ImageBytes)
{
    /// <summary>The model's flash: code, constants, library functions and the image of initialized variables.</summary>
    public int FlashBytes => CodeBytes + ConstBytes + LibraryBytes + DataBytes;

    /// <summary>The model's RAM without its stack, input and output: initialized variables and those that start as zero.</summary>
    public int StaticRamBytes => DataBytes + BssBytes;
}
