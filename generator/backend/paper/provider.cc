// The one thing that libqpdf's C interface lacks: where it takes its random bytes from.
#define POINTERHOLDER_TRANSITION 4 // the library's own standard pointers
#include <qpdf/QUtil.hh>
#include <qpdf/RandomDataProvider.hh>

#include "backend/paper/random.h"

namespace
{
class Drawn : public RandomDataProvider
{
  public:
    void provideRandomData(unsigned char *data, size_t len) override
    {
        paper_random_fill(data, len);
    }
};

Drawn drawn;
} // namespace

extern "C" void paper_random_install(int on)
{
    QUtil::setRandomDataProvider(on ? &drawn : nullptr);
}
